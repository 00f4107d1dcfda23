"""The jobs: from the files of other systems through records to the graph."""

"""One written form for values that every system writes differently.

Addresses, domains, names, moments and amounts of two exports can only meet once both are in this form.
Pure functions of text; nothing here knows files, mappings or records.
"""

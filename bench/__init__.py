"""Ratios of this service to other engines, measured in one run: no absolute time is a goal or a test.

Rules: CPU seconds of the process tree, server included; one thread; engines take turns round by round; the
minimum counts; a round waits for a quiet machine; answers are compared before anything is timed.
"""

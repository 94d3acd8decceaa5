"""The figures of speed: workloads over a made-up bank, measured again by one command.

Bases of any size live in databases of their own (``bench_N``), made once and kept; deeds are
measured on a copy that is dropped afterwards, so a base stays what it was. Pages are measured over
HTTP on loopback against the real web server, signed in, one request at a time.
"""

"""test/bench/measure.py COMMAND…: runs it, prints seconds and the most memory it held (KB) as JSON; its output is dropped."""
import json, resource, subprocess, sys, time

begun = time.monotonic()
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode
took = time.monotonic() - begun
print(json.dumps({"status": status, "seconds": took, "kb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}))

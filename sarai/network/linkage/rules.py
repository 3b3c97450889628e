x=1
def bounded(p,l): return p

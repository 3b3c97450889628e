class Agreement:
    def __init__(self,l): self.l=l
def reasons_for(a): return tuple(f"{k}:{v}" for k,v in a.l.items())

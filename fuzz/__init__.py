"""Programs that send things to a door until one of them opens what it should not: `make fuzz`."""

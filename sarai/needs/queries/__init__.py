"""What is read about needs: of a city, of all cities, of those who asked to be contacted."""

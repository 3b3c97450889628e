"""Answers as files for other programs, one small module a format.

dataset      the answers as flat tables: one of the responses, one of each repeat, in names or in labels
columns      what the columns are
workbook     XLSX, a sheet for each of these tables
lines        CSV, one of these tables
spss         .sav, one of these tables, with variable and value labels
geojson      where people were, as points, lines and areas
dictionary   what was asked, of which kind, in which languages, with which choices
hxl          the hashtags of the Humanitarian Exchange Language, by role
"""

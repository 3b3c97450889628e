"""What a questionnaire is, how an XLSForm becomes one, and what changed between two of its versions.

`form` holds the shapes; `publishing.publish` is the door for an uploaded file, `xform.read_xform` the one for the
XForm that is kept of every version.
"""

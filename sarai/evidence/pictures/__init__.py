"""Pictures of figures, drawn on the server as SVG: no script, no inline style, readable without colour and mirrored.

    bars, columns, share, timeline, curve   charts that stand in a page (their looks: static/evidence/charts.css)
    presence                         … and when somebody was somewhere, against when it took place
    choropleth                       a world map: a document of its own, to be served as an image
    arc_map, graph                   … what joins places on such a map, and who works with whom
    build_world                      set-up: Natural Earth's countries made into the small file that maps are drawn from

A chart's text has the same size at any width: across, everything is in percent; down, in pixels.
"""

from sarai.evidence.pictures.arcs import ARCS_STYLE_CSP, Arc, Place, arc_map
from sarai.evidence.pictures.bars import Bar, bars, columns
from sarai.evidence.pictures.choropleth import MAP_STYLE_CSP, Point, choropleth
from sarai.evidence.pictures.curve import curve
from sarai.evidence.pictures.graph import GRAPH_STYLE_CSP, Chord, Node, graph
from sarai.evidence.pictures.presence import Presence, presence
from sarai.evidence.pictures.share import share
from sarai.evidence.pictures.timeline import timeline
from sarai.evidence.pictures.world import Centre, World, WorldNotBuilt, build_world, load_world

__all__ = [
    "ARCS_STYLE_CSP",
    "GRAPH_STYLE_CSP",
    "MAP_STYLE_CSP",
    "Arc",
    "Bar",
    "Centre",
    "Chord",
    "Node",
    "Place",
    "Point",
    "Presence",
    "World",
    "WorldNotBuilt",
    "arc_map",
    "bars",
    "build_world",
    "choropleth",
    "columns",
    "curve",
    "graph",
    "load_world",
    "presence",
    "share",
    "timeline",
]

/** Functions of places on Earth, which is a sphere here, as in the ODK XForms Specification. */
import { every, number, toText, truth } from "./values.js";

const RADIUS = 6_378_100; // metres, at the equator
const DEGREE = (2 * Math.PI * RADIUS) / 360;
const radians = (degrees) => (degrees * Math.PI) / 180;

/** The points of texts "latitude longitude altitude accuracy", parted by semicolons. @returns {[number, number][]} */
function points(values) {
  const parts = every(values).flatMap((value) => toText(value).split(";"));
  return parts.filter((part) => part.trim()).map((part) => {
    const [latitude, longitude] = part.trim().split(/\s+/).map(Number);
    return longitude === undefined ? [NaN, NaN] : [latitude, longitude];
  });
}

const pairs = (line) => line.slice(1).map((point, place) => [line[place], point]);

/** Square metres inside a line of points: a fan of triangles from the first, each flattened there. */
function area(...values) {
  const corners = points(values);
  if (corners.length < 3) return number(0);
  const [latitude, longitude] = corners[0];
  const flat = corners.slice(1).map(([y, x]) => [
    (y - latitude) * DEGREE, (x - longitude) * DEGREE * Math.cos(radians(y)),
  ]);
  const doubled = pairs(flat).reduce((sum, [[y1, x1], [y2, x2]]) => sum + x1 * y2 - y1 * x2, 0);
  return number(Math.abs(doubled) / 2);
}

/** Metres along a line of points, by the spherical law of cosines. */
function distance(...values) {
  return number(pairs(points(values)).reduce((sum, [one, other]) => sum + between(one, other), 0));
}

function between(one, other) {
  const [y1, x1, y2, x2] = [...one, ...other].map(radians);
  const cosine = Math.sin(y1) * Math.sin(y2) + Math.cos(y1) * Math.cos(y2) * Math.cos(x1 - x2);
  return Math.acos(Math.min(1, Math.max(-1, cosine))) * RADIUS;
}

/** Whether a point lies inside a shape, by counting the edges east of it. */
function geofence(point, shape) {
  const [here] = points([{ t: "str", v: toText(point) }]);
  if (!here) return truth(false);
  const [latitude, longitude] = here;
  const east = pairs(points([{ t: "str", v: toText(shape) }])).filter(
    ([[y1, x1], [y2, x2]]) =>
      y1 > latitude !== y2 > latitude && longitude < ((x1 - x2) * (latitude - y2)) / (y1 - y2) + x2,
  );
  return truth(east.length % 2 === 1);
}

export const GEOGRAPHY = { area, "enclosed-area": area, distance, geofence };

import { cutConvex, type Plane, type Vec3 } from '../geometry';
import type { Crossing } from '../planning';
import { CROSSING_COLOURS } from './palette';
import { worldToScreen, type Point2, type SliceView } from './sliceView';
import { pointsText, type SvgShape } from './svg';

/** Corners of the smallest convex polygon around the points, in order (A. M. Andrew, 1979). */
export function convexHull(points: readonly Point2[]): Point2[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (ordered: readonly Point2[]): Point2[] => {
    const chain: Point2[] = [];
    for (const p of ordered) {
      for (;;) {
        const [a, b] = chain.slice(-2);
        if (!a || !b || (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 1e-9) break;
        chain.pop();
      }
      chain.push(p);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

/** Where the region shared by two groups meets the displayed slice; empty when it does not. */
export function crossingCut(crossing: Crossing, view: SliceView, plane: Plane): Point2[] {
  const { corners } = crossing;
  // The region is convex but comes as corners alone: among all their connections are its edges.
  const pairs = corners.flatMap((a, n) => corners.slice(n + 1).map((b): [Vec3, Vec3] => [a, b]));
  const points = cutConvex(pairs, plane, view.basis.right, view.basis.down);
  return points.length < 3 ? [] : convexHull(points.map((p) => worldToScreen(view, p)));
}

/** Marks shared tissue; what lies behind the spine harms nothing and is left out. */
export function crossingShapes(crossings: readonly Crossing[], view: SliceView, plane: Plane): SvgShape[] {
  return crossings.flatMap((crossing): SvgShape[] => {
    const polygon = crossing.zone === 'behind' ? [] : crossingCut(crossing, view, plane);
    if (polygon.length < 3) return [];
    const colour = CROSSING_COLOURS[crossing.zone];
    return [
      {
        tag: 'polygon',
        attributes: {
          class: 'iso-crossing',
          'data-zone': crossing.zone,
          'data-groups': crossing.groups.join(' '),
          points: pointsText(polygon),
          fill: colour,
          'fill-opacity': 0.35,
          stroke: colour,
          'stroke-width': 1.4,
        },
      },
    ];
  });
}

import {
  BackSide,
  BufferGeometry,
  CylinderGeometry,
  DoubleSide,
  Group,
  LineBasicMaterial,
  LineLoop,
  Mesh,
  MeshBasicMaterial,
  PlaneGeometry,
  Vector3,
} from 'three';
import type { BodyExtent } from '../planning';
import { ROOM_COLOURS } from './palette';
import room from './sceneRoom.json';

const ROUND = 64;

/** An ellipse across the patient's long axis. */
function ring(width: number, depth: number, z: number, colour: string, opacity: number): LineLoop {
  const points = Array.from({ length: ROUND }, (_, n) => {
    const turn = (2 * Math.PI * n) / ROUND;
    return new Vector3((Math.cos(turn) * width) / 2, (Math.sin(turn) * depth) / 2, z);
  });
  const material = new LineBasicMaterial({ color: colour, transparent: true, opacity });
  return new LineLoop(new BufferGeometry().setFromPoints(points), material);
}

/** An open tube along the patient's long axis. */
function tube(
  width: number,
  depth: number,
  length: number,
  look: ConstructorParameters<typeof MeshBasicMaterial>[0],
): Mesh {
  const geometry = new CylinderGeometry(0.5, 0.5, length, ROUND, 1, true);
  // Cylinders stand along y; the patient lies along z.
  geometry.rotateX(Math.PI / 2).scale(width, depth, 1);
  // Unlit: shading would draw edges where there are none.
  return new Mesh(geometry, new MeshBasicMaterial({ transparent: true, depthWrite: false, ...look }));
}

const at = (group: Group, body: BodyExtent): Group => {
  group.position.set(...(body.centre ?? [0, 0, 0]));
  return group;
};

/** The patient's outline: a tube as wide and deep as the body, with rings that give it a shape. */
export function bodyObject(body: BodyExtent): Group {
  const { widthMm, depthMm } = body;
  const group = new Group();
  group.add(
    tube(widthMm, depthMm, room.bodyLengthMm, { color: ROOM_COLOURS.body, opacity: 0.07, side: DoubleSide }),
  );
  const half = Math.floor(room.bodyLengthMm / 2 / room.ringEveryMm);
  for (let n = -half; n <= half; n++) {
    group.add(ring(widthMm, depthMm, n * room.ringEveryMm, ROOM_COLOURS.body, 0.3));
  }
  return at(group, body);
}

/** The magnet's bore with the table, about the middle of the patient. */
export function boreObject(body: BodyExtent): Group {
  const { boreDiameterMm: wide, boreLengthMm: long, tableWidthMm } = room;
  const group = new Group();
  group.add(tube(wide, wide, long, { color: ROOM_COLOURS.bore, opacity: 0.07, side: BackSide }));
  for (const end of [-0.5, -0.25, 0, 0.25, 0.5]) {
    group.add(ring(wide, wide, end * long, ROOM_COLOURS.bore, Math.abs(end) === 0.5 ? 0.7 : 0.25));
  }
  const table = new Mesh(
    new PlaneGeometry(tableWidthMm, long).rotateX(Math.PI / 2),
    new MeshBasicMaterial({
      ...{ color: ROOM_COLOURS.bore, transparent: true, opacity: 0.18, depthWrite: false },
      side: DoubleSide,
    }),
  );
  // A plane turned about x lies in x and z: the table, under the back.
  table.position.set(0, body.depthMm / 2, 0);
  group.add(table);
  return at(group, body);
}

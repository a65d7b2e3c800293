import type { Object3D } from 'three';
import { LABEL } from '../volume';
import { groupColour, ROLE_COLOURS, SATURATION_COLOUR } from './palette';
import { bandObject, groupObject } from './sceneParts';
import type { ScenePart, SceneState } from './types';

/** The part that a label's surface is hidden with. */
export const SURFACE_PARTS: Record<number, ScenePart> = {
  ...{ [LABEL.vertebra]: 'bone', [LABEL.sacrum]: 'bone', [LABEL.disc]: 'discs', [LABEL.canal]: 'canal' },
};

/** Every group and saturation band of the scene, with the part it is hidden with. */
export function planObjects({
  groups,
  activeGroup,
  saturationBands,
}: SceneState): { readonly object: Object3D; readonly part: ScenePart }[] {
  const plans = groups.flatMap(({ role, groups: planned, saturationBands: bands = [] }) => [
    ...bands.map((band) => ({
      object: bandObject(band, ROLE_COLOURS[role]),
      part: role === 'trainee' ? ('bands' as const) : role,
    })),
    ...planned.map((group, n) => {
      const active = role === 'trainee' && group.name === activeGroup;
      const colour = role === 'trainee' && !active ? groupColour(n) : ROLE_COLOURS[role];
      const part: ScenePart = role === 'trainee' ? `group-${group.name}` : role;
      return { object: groupObject(group, colour, active), part };
    }),
  ]);
  const own = saturationBands.map((band) => ({
    object: bandObject(band, band.name === activeGroup ? ROLE_COLOURS.trainee : SATURATION_COLOUR),
    part: 'bands' as const,
  }));
  return [...plans, ...own];
}

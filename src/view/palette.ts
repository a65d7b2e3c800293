import type { PlanRole } from './types';

/**
 * Every colour of the views, as data. Any two of the roles and groups differ by 19 or more in CIE 1976 colour difference, also as
 * protan, deutan and tritan eyes see them (G. M. Machado et al., IEEE Trans. Vis. Comput. Graph. 15, 1291, 2009;
 * `palette.test.ts`). Colour is never alone: roles have dashes and words, groups their names.
 */
export const ROLE_COLOURS: Record<PlanRole, string> = {
  trainee: '#ffd83d',
  ai: '#33dcff',
  truth: '#ff5c9d',
};

/** SVG dash pattern of a role's lines; empty: solid. */
export const ROLE_DASHES: Record<PlanRole, string> = { trainee: '', ai: '7 4', truth: '2 4' };

/** Groups that are not active, in the order of the prescription; repeats after the last. */
export const GROUP_COLOURS: readonly string[] = ['#6f6cf0', '#d9822b', '#4fa65b', '#d5dbe0'];

export const groupColour = (index: number): string =>
  GROUP_COLOURS[((index % GROUP_COLOURS.length) + GROUP_COLOURS.length) % GROUP_COLOURS.length] ?? THEME.text;

export const SATURATION_COLOUR = '#b9a3ff';

/** Hatches of saturation bands: told apart by direction (degrees) as well as by colour; faint where only looked at. */
export const HATCHES = {
  trainee: { colour: SATURATION_COLOUR, turnDeg: 45, opacity: 0.35 },
  active: { colour: ROLE_COLOURS.trainee, turnDeg: 45, opacity: 0.5 },
  ai: { colour: ROLE_COLOURS.ai, turnDeg: 135, opacity: 0.25 },
  truth: { colour: ROLE_COLOURS.truth, turnDeg: 90, opacity: 0.25 },
} as const;

/** Id of a hatch in a view whose patterns begin with `patternId`. */
export const hatchId = (patternId: string, hatch: keyof typeof HATCHES): string => `${patternId}-${hatch}`;

/** Shared tissue of two groups, by what lies there. */
export const CROSSING_COLOURS = { canal: '#ff5a4f', body: '#ffa04d', behind: '#8e9aa4' } as const;

export const THEME = {
  background: '#000000',
  text: '#d6dde3',
  dimText: '#8e9aa4',
  letters: '#f2f5f7',
  focus: '#7cc4ff',
  referenceLine: '#a8b4be',
  readoutBackground: 'rgba(8, 12, 16, 0.88)',
} as const;

/** Red, green, blue 0–255 of each label value (`LABEL`), after Okabe and Ito's colour-blind-safe set. */
export const LABEL_COLOURS: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [230, 159, 0], // vertebra: orange
  [86, 180, 233], // disc: sky blue
  [240, 228, 66], // canal: yellow
  [204, 121, 167], // sacrum: purple
];

/** The same of axial labels (`AXIAL_LABEL`). */
export const AXIAL_LABEL_COLOURS: typeof LABEL_COLOURS = [
  ...LABEL_COLOURS.slice(0, 4),
  [0, 158, 115], // epidural fat: bluish green
  [213, 94, 0], // herniation: vermillion
];

/** Outlines of what was found and what is true: told apart by colour-blind readers, white where both agree. */
const OUTLINE_COLOURS: typeof LABEL_COLOURS = [
  [0, 0, 0],
  [86, 180, 233], // found: sky blue
  [230, 159, 0], // true: orange
  [255, 255, 255], // both
];

/** What the colours of an overlay stand for, by label value; colour is never alone. */
export const LABEL_LEGENDS = {
  spine: { colours: LABEL_COLOURS, words: ['', 'vertebra', 'disc', 'canal', 'sacrum'] },
  axial: {
    colours: AXIAL_LABEL_COLOURS,
    words: ['', 'bone', 'disc', 'dural sac', 'epidural fat', 'herniation'],
  },
  outlines: { colours: OUTLINE_COLOURS, words: ['', 'found', 'true', 'found and true'] },
} as const;
export type LabelKind = keyof typeof LABEL_LEGENDS;

/** Colours of the surfaces in the 3-D scene, by label value: bone as bone, discs and canal as in the overlay. */
export const SURFACE_COLOURS: readonly string[] = ['#000000', '#e3d3b4', '#56b4e9', '#f0e442', '#cfae9c'];

/** Measures on images: white-green lines as no group or label has, the one in hand as the group in hand. */
export const MEASURE_COLOURS = { plain: '#9be8a8', selected: ROLE_COLOURS.trainee } as const;

/** What surrounds the spine in the 3-D scene. */
export const ROOM_COLOURS = { body: '#d8b49c', bore: '#6f8798' } as const;

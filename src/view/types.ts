import type { CardinalOrientation, Plane, Vec3 } from '../geometry';
import type { BodyExtent, Crossing, PlannedGroup, SaturationBand } from '../planning';
import type { DiscLandmarks, Spine } from '../patient';
import type { Volume } from '../volume';
import type { PhaseMark } from './phaseShapes';

/** How a group is drawn; colours come from `view/palette.ts`. */
export type PlanRole = 'trainee' | 'ai' | 'truth';

/** A plan with who made it. */
export interface RolePlan {
  readonly role: PlanRole;
  readonly groups: readonly PlannedGroup[];
  readonly saturationBands?: readonly SaturationBand[];
}

/** Everything a plan view shows. The view keeps only zoom, pan, window/level and the scroll position itself. */
export interface PlanViewState {
  readonly orientation: CardinalOrientation;
  /** Seen from the patient’s right instead of the left (sagittal), or from behind or above. */
  readonly isMirrored?: boolean;
  /** Any acquired series (its own, possibly oblique, slices are shown); null shows the empty state. */
  readonly background: Volume | null;
  /** Shown in the corner, e.g. `Localizer sag`. */
  readonly backgroundLabel: string;
  readonly groups: readonly PlannedGroup[];
  /** Name of the slice group or saturation band in hand. */
  readonly activeGroup: string | null;
  /** What is only looked at: the AI's or the truth's plan, drawn in its role's colour. */
  readonly reference: readonly RolePlan[];
  readonly saturationBands: readonly SaturationBand[];
  /** False once submitted: groups are drawn but cannot be moved. */
  readonly editable: boolean;
  /** Where groups share tissue: marked in the views, red where it would darken the canal. */
  readonly crossings?: readonly Crossing[];
  /** Discs whose angle to the group in hand is told while it moves; left out where that would be help not asked for. */
  readonly discs?: readonly DiscLandmarks[];
  /** Phase direction of the group in hand, shown as an arrow. */
  readonly phase?: PhaseMark | null;
  /** Text of the upper right corner, e.g. `TR 400 TE 5`; left out: the orientation in words. */
  readonly note?: string;
}

/** A change of one group by mouse, touch or keyboard. `move` repeats during a drag; only `commit` enters the undo history. */
export interface GroupEdit {
  readonly phase: 'move' | 'commit' | 'cancel';
  /** Words for the undo history, e.g. `Tilt L4-5`. */
  readonly what: string;
  readonly group: PlannedGroup;
}

/** The same for a saturation band. */
export interface BandEdit {
  readonly phase: GroupEdit['phase'];
  readonly what: string;
  readonly band: SaturationBand;
}

/** Events a plan view dispatches (CustomEvent, detail as given). */
export interface PlanViewEvents {
  'group-edit': GroupEdit;
  'band-edit': BandEdit;
  /** A slice group or a saturation band was pressed. */
  'group-select': { readonly name: string };
  /** Patient point under the pointer, for linked cursors. */
  point: { readonly point: Vec3 | null };
  /** While points are set: a patient point; null: given up. */
  pick: { readonly point: Vec3 | null };
  /** Double-click: show this view alone, or all again. */
  maximise: null;
  /** The displayed slice changed: its plane, for the reference lines of the other views. */
  plane: { readonly plane: Plane | null };
}

/** What the 3-D scene shows. */
export interface SceneState {
  readonly spine: Spine | null;
  /** Label map to make surfaces of; null: none yet. */
  readonly labels: Volume<Uint8Array> | null;
  readonly groups: readonly RolePlan[];
  readonly activeGroup: string | null;
  readonly saturationBands: readonly SaturationBand[];
  /** The patient's outline, drawn in the bore; left out: unknown. */
  readonly body?: BodyExtent | null;
}

/** What can be hidden in the 3-D scene: `group-<name>` is a group of the trainee's. */
export type ScenePart =
  'bone' | 'discs' | 'canal' | 'patient' | 'bore' | 'bands' | 'ai' | 'truth' | `group-${string}`;

/** Cuts away the patient's left, front or top, up to a plane at so many mm of that axis (LPS). */
export interface SceneClip {
  readonly orientation: CardinalOrientation;
  readonly mm: number;
}

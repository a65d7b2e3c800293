import type { Volume } from '../volume';
import { autoWindow, type WindowLevel } from './windowLevel';
import { presets } from './windowPresets.json';

export type WindowPreset = 'automatic' | keyof typeof presets;

/** Presets with their names, automatic first. */
export const WINDOW_PRESETS: readonly { readonly preset: WindowPreset; readonly label: string }[] = [
  { preset: 'automatic', label: 'Automatic' },
  ...(Object.keys(presets) as (keyof typeof presets)[]).map((preset) => ({
    preset,
    label: presets[preset].label,
  })),
];

/** A window chosen by name: the volume's automatic window, narrowed or moved. */
export function windowPreset(volume: Volume, preset: WindowPreset): WindowLevel {
  const whole = autoWindow(volume);
  if (preset === 'automatic') return whole;
  const { width, centre } = presets[preset];
  const low = whole.centre - whole.width / 2;
  return { width: whole.width * width, centre: low + whole.width * centre };
}

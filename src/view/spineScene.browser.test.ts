import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { affineFromColumns, isIsocenterError } from '../geometry';
import type { PlannedGroup } from '../planning';
import { createVolume, LABEL, type Volume } from '../volume';
import { loadSpineScene } from './index';
import type { SpineScene } from './spineScene';
import type { SceneState } from './types';

/** Two boxes, a vertebra above a disc, 4 mm slices. */
function boxes(): Volume<Uint8Array> {
  const data = new Uint8Array(24 * 30 * 9);
  for (let k = 2; k < 7; k++)
    for (let j = 4; j < 26; j++)
      for (let i = 5; i < 19; i++) data[(k * 30 + j) * 24 + i] = j < 18 ? LABEL.vertebra : LABEL.disc;
  return createVolume(data, [24, 30, 9], affineFromColumns([0, 2, 0], [0, 0, -2], [4, 0, 0], [-16, -23, 29]));
}
const GROUP: PlannedGroup = {
  name: 'L4-L5',
  kind: 'axial',
  centre: [0, 0, -8],
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
  sliceCount: 3,
  sliceThickness: 4,
  sliceGap: 0,
  fovReadMm: 60,
  fovPhaseMm: 60,
};
const STATE: SceneState = {
  spine: null,
  labels: boxes(),
  groups: [{ role: 'trainee', groups: [GROUP] }],
  activeGroup: 'L4-L5',
  saturationBands: [],
};

let host: HTMLElement;
let scene: SpineScene;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const built = (): Promise<number> =>
  new Promise((resolve) => {
    const stop = scene.on('built', ({ surfaces }) => {
      stop();
      resolve(surfaces);
    });
  });
/** Share of pixels that are not black; of the outermost ones alone with `isEdge`. */
const lit = (isEdge = false): number => {
  scene.drawNow();
  const source = host.querySelector('canvas');
  if (!source) return 0;
  const copy = document.createElement('canvas');
  [copy.width, copy.height] = [60, 60];
  const context = copy.getContext('2d');
  context?.drawImage(source, 0, 0, 60, 60);
  const { data } = context?.getImageData(0, 0, 60, 60) ?? { data: [] };
  let count = 0;
  for (let n = 0; n < data.length; n += 4) {
    const [x, y] = [(n / 4) % 60, Math.floor(n / 240)];
    if (isEdge && x % 59 !== 0 && y % 59 !== 0) continue;
    if ((data[n] ?? 0) + (data[n + 1] ?? 0) > 20) count++;
  }
  return count / 3600;
};

beforeEach(async () => {
  host = document.createElement('div');
  host.style.cssText = 'width: 240px; height: 240px';
  document.body.append(host);
  const Scene = await loadSpineScene();
  scene = new Scene(host);
});
afterEach(() => {
  scene.dispose();
  host.remove();
});

/** A busy machine draws late: waits as long as it takes. */
const drawnBeyond = (frames: number): Promise<void> =>
  vi.waitFor(() => expect(scene.framesDrawn).toBeGreaterThan(frames), { timeout: 5000 });

/** Waits until no frame has come for a while. */
async function settled(): Promise<void> {
  for (let before = -1; before !== scene.framesDrawn;) {
    before = scene.framesDrawn;
    await pause(200);
  }
}

describe('3-D scene', () => {
  it('builds a surface for each label that occurs and shows it with the slabs', async () => {
    scene.setState(STATE);
    expect(await built()).toBe(2);
    expect(lit()).toBeGreaterThan(0.1);
    const letters = [...host.querySelectorAll('.iso-marker text')].map((t) => t.textContent).sort();
    expect(letters).toEqual(['A', 'F', 'H', 'L', 'P', 'R']);
  });

  it('draws only after something changed', async () => {
    scene.setState(STATE);
    await built();
    await settled();
    const at = scene.framesDrawn;
    await pause(150);
    expect(scene.framesDrawn).toBe(at);
    host.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft' }));
    await drawnBeyond(at);
    await settled();
    const turned = scene.framesDrawn;
    scene.setState({ ...STATE, activeGroup: null });
    await drawnBeyond(turned);
  });

  it('looks from the front with the patient\u2019s left on the right', async () => {
    scene.setState(STATE);
    await built();
    scene.look('anterior');
    scene.drawNow();
    const x = (letter: string): number =>
      Number(
        [...host.querySelectorAll('.iso-marker text')]
          .find((t) => t.textContent === letter)
          ?.getAttribute('x'),
      );
    expect(x('L')).toBeGreaterThan(60);
    expect(x('R')).toBeLessThan(16);
  });

  it('frames every slab from wherever one looks, and comes near where one flies to', async () => {
    const wide = { ...GROUP, name: 'L5-S1', fovReadMm: 260, fovPhaseMm: 200 };
    scene.setState({ ...STATE, groups: [{ role: 'trainee', groups: [GROUP, wide] }] });
    await built();
    for (const from of ['oblique', 'anterior', 'posterior', 'left', 'right', 'head'] as const) {
      scene.look(from);
      expect(lit(true), from).toBe(0);
      expect(lit(), from).toBeGreaterThan(0.02);
    }
    scene.look('anterior');
    const far = lit();
    scene.flyTo([0, 0, 0]);
    expect(lit()).toBeGreaterThan(1.5 * far);
  });

  it('hides parts, cuts the spine open, and rests all the same', async () => {
    scene.setState({ ...STATE, body: { widthMm: 80, depthMm: 60 } });
    await built();
    scene.look('left');
    const whole = lit();
    scene.setHidden(new Set(['patient', 'bore', 'group-L4-L5']));
    const spine = lit();
    expect(spine).toBeLessThan(whole);
    expect(spine).toBeGreaterThan(0.05);
    // The boxes reach from y −14 to 14: behind 5 there is a third left.
    scene.setClip({ orientation: 'coronal', mm: 5 });
    expect(lit()).toBeLessThan(0.5 * spine);
    expect(lit()).toBeGreaterThan(0.1 * spine);
    await settled();
    const at = scene.framesDrawn;
    await pause(300);
    expect(scene.framesDrawn).toBe(at);
    scene.setClip(null);
    expect(lit()).toBeCloseTo(spine, 2);
    scene.setHidden(new Set(['patient', 'bore', 'group-L4-L5', 'bone', 'discs']));
    expect(lit()).toBe(0);
  });

  it('says so when the graphics device is lost, and comes back', async () => {
    scene.setState(STATE);
    await built();
    const messages: (string | null)[] = [];
    scene.on('message', ({ text }) => messages.push(text));
    const context = host.querySelector('canvas')?.getContext('webgl2');
    const loss = context?.getExtension('WEBGL_lose_context');
    loss?.loseContext();
    await pause(50);
    expect(messages[0]).toContain('graphics device was lost');
    loss?.restoreContext();
    await pause(100);
    expect(messages.at(-1)).toBeNull();
    expect(lit()).toBeGreaterThan(0.1);
  });

  it('gives everything back', async () => {
    scene.setState(STATE);
    const context = host.querySelector('canvas')?.getContext('webgl2');
    scene.dispose();
    expect(host.childElementCount).toBe(0);
    expect(host.getAttribute('role')).toBeNull();
    await pause(50);
    expect(context?.isContextLost()).toBe(true);
  });

  it('refuses by name without WebGL 2', async () => {
    const Scene = await loadSpineScene();
    const real = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = () => null;
    try {
      expect(() => new Scene(document.createElement('div'))).toThrow(
        expect.toSatisfy((error: unknown) => isIsocenterError(error) && error.code === 'view-no-webgl'),
      );
    } finally {
      HTMLCanvasElement.prototype.getContext = real;
    }
  });
});

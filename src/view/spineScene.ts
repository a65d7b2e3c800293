import { Box3, Group, PerspectiveCamera, Scene, Sphere, Spherical, Vector3, WebGLRenderer } from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { IsocenterError, type Vec3 } from '../geometry';
import { LABEL } from '../volume';
import { LevelNames } from './levelNames';
import { OrientationMarker } from './orientationMarker';
import { groupColour, ROLE_COLOURS, THEME, SATURATION_COLOUR } from './palette';
import { bandObject, disposeTree, groupObject, lit, surfaceMesh } from './sceneParts';
import { VIEW_CSS } from './styles';
import { buildSurfaceAsync } from './surfaceBuilder';
import { TypedEvents } from './typedEvents';
import type { SceneState } from './types';

export interface SpineSceneEvents {
  /** One plain sentence about the scene's own trouble; null when it is over. */
  message: { readonly text: string | null };
  /** Surfaces of the label map are complete (or gone). */
  built: { readonly surfaces: number };
}

/** Directions to look from, as the camera's place about the spine. */
const LOOK_FROM = {
  oblique: [0.62, -0.74, 0.28],
  anterior: [0, -1, 0],
  posterior: [0, 1, 0],
  left: [1, 0, 0],
  right: [-1, 0, 0],
  head: [0, -0.001, 1],
} as const satisfies Record<string, Vec3>;
export type LookFrom = keyof typeof LOOK_FROM;

const SURFACE_STEP_MM = 1.6;
const ORBIT_STEP = Math.PI / 24;
const ZOOM_STEP = 1.12;
const SCENE_KEYS =
  'Arrow keys turn the scene, plus and minus zoom, Home resets. Drag turns, right drag or Shift drag moves.';

/** The segmented spine with slice groups and saturation bands in 3-D. Draws a frame only after something changed. */
export class SpineScene extends TypedEvents<SpineSceneEvents> {
  readonly #container: HTMLElement;
  readonly #renderer: WebGLRenderer;
  readonly #scene = new Scene();
  readonly #camera = new PerspectiveCamera(28, 1, 1, 5000);
  readonly #controls: OrbitControls;
  readonly #surfaces = new Group();
  readonly #plans = new Group();
  readonly #style = document.createElement('style');
  readonly #marker = new OrientationMarker();
  readonly #levels = new LevelNames();
  readonly #resize: ResizeObserver;
  readonly #listening = new AbortController();
  #building = new AbortController();
  #state: SceneState | null = null;
  #frame = 0;
  #framed = false;
  /** Somebody chose where to look from. */
  #turned = false;
  #lost = false;
  #disposed = false;

  /** @throws IsocenterError `view-no-webgl` */
  constructor(container: HTMLElement) {
    super();
    this.#container = container;
    try {
      this.#renderer = new WebGLRenderer({
        antialias: true,
        alpha: false,
        powerPreference: 'high-performance',
      });
    } catch (cause) {
      throw new IsocenterError(
        'view-no-webgl',
        'The 3-D view needs WebGL 2, which this browser does not offer.',
        'The plan views and everything else work without it; a current browser with graphics acceleration shows it.',
        { cause },
      );
    }
    const canvas = this.#renderer.domElement;
    this.#renderer.setClearColor(THEME.background);
    this.#camera.up.set(0, 0, 1);
    this.#scene.add(lit(this.#camera), this.#surfaces, this.#plans);
    this.#style.textContent = VIEW_CSS;
    container.classList.add('iso-view', 'iso-scene');
    container.tabIndex = 0;
    container.setAttribute('role', 'application');
    container.setAttribute('aria-label', '3-D view of the spine and the slice groups');
    container.setAttribute('aria-description', SCENE_KEYS);
    container.append(this.#style, canvas, this.#levels.element, this.#marker.element);

    this.#controls = new OrbitControls(this.#camera, canvas);
    this.#controls.enableDamping = false;
    this.#controls.addEventListener('change', this.#changed);
    this.#controls.addEventListener('start', this.#takenInHand);
    const { signal } = this.#listening;
    canvas.addEventListener('webglcontextlost', (event) => this.#contextLost(event), { signal });
    canvas.addEventListener('webglcontextrestored', () => this.#contextRestored(), { signal });
    container.addEventListener('keydown', (event) => this.#keyDown(event), { signal });
    container.addEventListener('pointerdown', () => container.focus({ preventScroll: true }), { signal });
    this.#resize = new ResizeObserver(() => this.#layout());
    this.#resize.observe(container);
    this.reset();
  }

  setState(state: SceneState): void {
    const before = this.#state;
    this.#state = state;
    if (
      before?.groups !== state.groups ||
      before.activeGroup !== state.activeGroup ||
      before.saturationBands !== state.saturationBands
    ) {
      this.#drawPlans(state);
    }
    if (before?.labels !== state.labels) void this.#drawSurfaces(state);
    if (!this.#framed) this.reset();
    this.requestDraw();
  }

  /** Looks at the whole spine again. */
  reset(): void {
    this.look('oblique');
  }

  look(from: LookFrom): void {
    const sphere = this.#extent();
    this.#framed = !sphere.isEmpty() && sphere.radius > 1;
    const radius = this.#framed ? sphere.radius : 150;
    const narrow = Math.min(1, this.#camera.aspect);
    const distance = radius / (Math.sin(((this.#camera.fov / 2) * Math.PI) / 180) * narrow);
    const direction = new Vector3(...LOOK_FROM[from]).normalize();
    this.#controls.target.copy(this.#framed ? sphere.center : new Vector3());
    this.#camera.position.copy(this.#controls.target).addScaledVector(direction, distance);
    this.#controls.update();
    this.requestDraw();
  }

  /** Shows a place from where the camera is, e.g. a disc's centre. */
  flyTo(point: Vec3): void {
    const shift = new Vector3(...point).sub(this.#controls.target);
    this.#controls.target.add(shift);
    this.#camera.position.add(shift);
    this.#controls.update();
    this.requestDraw();
  }

  /** Frames drawn so far; a scene at rest draws none. */
  get framesDrawn(): number {
    return this.#renderer.info.render.frame;
  }

  requestDraw(): void {
    if (!this.#disposed) this.#frame ||= requestAnimationFrame(() => this.drawNow());
  }

  drawNow(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (this.#lost || this.#disposed) return;
    this.#renderer.render(this.#scene, this.#camera);
    const toCamera = this.#camera.matrixWorldInverse;
    const { clientWidth: width, clientHeight: height } = this.#container;
    this.#levels.draw(this.#state?.spine?.vertebrae ?? [], width, height, (p) =>
      new Vector3(...p).project(this.#camera).toArray(),
    );
    this.#marker.draw((d) => new Vector3(...d).transformDirection(toCamera).toArray());
  }

  dispose(): void {
    this.#disposed = true;
    this.#building.abort();
    cancelAnimationFrame(this.#frame);
    this.#resize.disconnect();
    this.#listening.abort();
    this.#controls.removeEventListener('change', this.#changed);
    this.#controls.removeEventListener('start', this.#takenInHand);
    this.#controls.dispose();
    disposeTree(this.#surfaces);
    disposeTree(this.#plans);
    this.#renderer.dispose();
    // Browsers allow few contexts: this one is given back now, not when the garbage is collected.
    this.#renderer.forceContextLoss();
    this.#style.remove();
    for (const own of [this.#renderer.domElement, this.#levels.element, this.#marker.element]) own.remove();
    this.#container.classList.remove('iso-view', 'iso-scene');
    for (const name of ['role', 'tabindex', 'aria-label', 'aria-description']) {
      this.#container.removeAttribute(name);
    }
  }

  readonly #changed = (): void => this.requestDraw();
  readonly #takenInHand = (): void => {
    this.#turned = true;
  };

  #layout(): void {
    const { clientWidth: width, clientHeight: height } = this.#container;
    if (width === 0 || height === 0) return;
    this.#renderer.setPixelRatio(Math.min(globalThis.devicePixelRatio || 1, 2));
    this.#renderer.setSize(width, height, false);
    this.#camera.aspect = width / height;
    this.#camera.updateProjectionMatrix();
    if (!this.#framed) this.reset();
    // A resized canvas is blank until drawn: no frame in between.
    this.drawNow();
  }

  #drawPlans({ groups, activeGroup, saturationBands }: SceneState): void {
    disposeTree(this.#plans);
    for (const { role, groups: planned, saturationBands: bands = [] } of groups) {
      for (const band of bands) this.#plans.add(bandObject(band, ROLE_COLOURS[role]));
      planned.forEach((group, n) => {
        const active = role === 'trainee' && group.name === activeGroup;
        const colour = role === 'trainee' && !active ? groupColour(n) : ROLE_COLOURS[role];
        this.#plans.add(groupObject(group, colour, active));
      });
    }
    for (const band of saturationBands) {
      const active = band.name === activeGroup;
      this.#plans.add(bandObject(band, active ? ROLE_COLOURS.trainee : SATURATION_COLOUR));
    }
  }

  async #drawSurfaces({ labels }: SceneState): Promise<void> {
    this.#building.abort();
    const building = new AbortController();
    this.#building = building;
    disposeTree(this.#surfaces);
    if (labels) {
      for (const value of [LABEL.vertebra, LABEL.disc, LABEL.sacrum, LABEL.canal]) {
        const surface = await buildSurfaceAsync(labels, value, SURFACE_STEP_MM, building.signal);
        if (building.signal.aborted) return;
        if (!surface) continue;
        this.#surfaces.add(surfaceMesh(surface, value));
        // Frames what there is until somebody turns the scene.
        if (!this.#turned) this.reset();
        this.requestDraw();
      }
    }
    this.emit('built', { surfaces: this.#surfaces.children.length });
  }

  /** Sphere about the spine; about the groups while there is no spine. */
  #extent(): Sphere {
    const box = new Box3().setFromObject(this.#surfaces.children.length > 0 ? this.#surfaces : this.#plans);
    return box.getBoundingSphere(new Sphere());
  }

  #keyDown(event: KeyboardEvent): void {
    if (event.target !== this.#container || event.ctrlKey || event.metaKey || event.altKey) return;
    const turn: Record<string, readonly [number, number]> = {
      ArrowLeft: [-ORBIT_STEP, 0],
      ArrowRight: [ORBIT_STEP, 0],
      ArrowUp: [0, -ORBIT_STEP],
      ArrowDown: [0, ORBIT_STEP],
    };
    const [dTheta, dPhi] = turn[event.key] ?? [0, 0];
    const zoom = event.key === '+' || event.key === '=' ? 1 / ZOOM_STEP : event.key === '-' ? ZOOM_STEP : 1;
    if (event.key === 'Home') this.reset();
    else if (dTheta !== 0 || dPhi !== 0 || zoom !== 1) this.#orbit(dTheta, dPhi, zoom);
    else return;
    event.preventDefault();
  }

  /** Spherical coordinates have y up, the patient z: exchanged on the way in and out. */
  #orbit(dTheta: number, dPhi: number, zoom: number): void {
    const { x, y, z } = this.#camera.position.clone().sub(this.#controls.target);
    const place = new Spherical().setFromVector3(new Vector3(x, z, -y));
    place.theta += dTheta;
    place.phi += dPhi;
    place.radius *= zoom;
    const turned = new Vector3().setFromSpherical(place.makeSafe());
    this.#turned = true;
    this.#camera.position.copy(this.#controls.target).add(new Vector3(turned.x, -turned.z, turned.y));
    this.#controls.update();
    this.requestDraw();
  }

  #contextLost(event: Event): void {
    event.preventDefault();
    this.#lost = true;
    this.emit('message', {
      text: 'The graphics device was lost; the 3-D view comes back when the browser returns it.',
    });
  }

  #contextRestored(): void {
    this.#lost = false;
    this.emit('message', { text: null });
    this.requestDraw();
  }
}

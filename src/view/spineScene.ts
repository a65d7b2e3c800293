import { Box3, Group, Scene, Vector3, WebGLRenderer, type Object3D, type Plane } from 'three';
import { IsocenterError, sliceGroupCorners, type Vec3 } from '../geometry';
import { LABEL } from '../volume';
import { LevelNames } from './levelNames';
import { OrientationMarker } from './orientationMarker';
import { THEME } from './palette';
import { planObjects, SURFACE_PARTS } from './planObjects';
import { SceneCamera, type LookFrom } from './sceneCamera';
import { clippingPlanes, clipObjects } from './sceneClip';
import { boxCorners, disposeTree, lit, surfaceMesh } from './sceneParts';
import { bodyObject, boreObject } from './sceneRoom';
import { VIEW_CSS } from './styles';
import { buildSurfaceAsync } from './surfaceBuilder';
import { TypedEvents } from './typedEvents';
import type { SceneClip, ScenePart, SceneState } from './types';

export type { LookFrom } from './sceneCamera';
import { worded } from './wording';

export interface SpineSceneEvents {
  /** One plain sentence about the scene's own trouble; null when it is over. */
  message: { readonly text: string | null };
  /** Surfaces of the label map are complete (or gone). */
  built: { readonly surfaces: number };
}

const SURFACE_STEP_MM = 1.6;
/** Shown around a place that one flies to, mm: a disc with the vertebrae beside it. */
const FLIGHT_RADIUS_MM = 70;
const ORBIT_STEP = Math.PI / 24;
const ZOOM_STEP = 1.12;
const SCENE_KEYS =
  'Arrow keys turn the scene, plus and minus zoom, Home resets. Drag turns, right drag or Shift drag moves.';

/** The segmented spine with slice groups and saturation bands in 3-D. Draws a frame only after something changed. */
export class SpineScene extends TypedEvents<SpineSceneEvents> {
  readonly #container: HTMLElement;
  readonly #renderer: WebGLRenderer;
  readonly #scene = new Scene();
  readonly #camera: SceneCamera;
  readonly #surfaces = new Group();
  readonly #plans = new Group();
  readonly #room = new Group();
  readonly #style = document.createElement('style');
  readonly #marker = new OrientationMarker();
  readonly #levels = new LevelNames();
  readonly #resize: ResizeObserver;
  readonly #listening = new AbortController();
  #building = new AbortController();
  #state: SceneState | null = null;
  #hidden: ReadonlySet<ScenePart> = new Set();
  #clip: readonly Plane[] = [];
  #frame = 0;
  #framed = false;
  /** Where one looks from at all there is, also at what arrives later; null once somebody took the scene in hand. */
  #side: LookFrom | null = 'oblique';
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
    this.#renderer.localClippingEnabled = true;
    this.#camera = new SceneCamera(
      canvas,
      () => this.requestDraw(),
      () => (this.#side = null),
    );
    this.#scene.add(lit(this.#camera.camera), this.#room, this.#surfaces, this.#plans);
    this.#style.textContent = VIEW_CSS;
    container.classList.add('iso-view', 'iso-scene');
    container.tabIndex = 0;
    container.setAttribute('role', 'application');
    this.#describe();
    container.append(this.#style, canvas, this.#levels.element, this.#marker.element);

    const { signal } = this.#listening;
    canvas.addEventListener('webglcontextlost', (event) => this.#contextLost(event), { signal });
    canvas.addEventListener('webglcontextrestored', () => this.#contextRestored(), { signal });
    container.addEventListener('keydown', (event) => this.#keyDown(event), { signal });
    container.addEventListener('pointerdown', () => container.focus({ preventScroll: true }), { signal });
    this.#resize = new ResizeObserver(() => this.#layout());
    this.#resize.observe(container);
    this.reset();
  }

  /** Anew with each state: the page may have turned to another language. */
  #describe(): void {
    this.#container.setAttribute('aria-label', worded('3-D view of the spine and the slice groups'));
    this.#container.setAttribute('aria-description', worded(SCENE_KEYS));
  }

  setState(state: SceneState): void {
    const before = this.#state;
    this.#state = state;
    this.#describe();
    if (
      before?.groups !== state.groups ||
      before.activeGroup !== state.activeGroup ||
      before.saturationBands !== state.saturationBands
    ) {
      this.#drawPlans(state);
    }
    if (before?.body !== state.body) this.#drawRoom(state);
    if (before?.labels !== state.labels) void this.#drawSurfaces(state);
    if (!this.#framed) this.#frameAgain();
    this.requestDraw();
  }

  /** Looks at the whole spine and every group again. */
  reset(): void {
    this.look('oblique');
  }

  look(from: LookFrom): void {
    this.#side = from;
    const corners = this.#corners();
    this.#framed = corners.length > 0;
    this.#camera.look(from, corners);
  }

  /** Looks closely at a place, e.g. a disc's centre, from the side one looks from now. */
  flyTo(point: Vec3): void {
    this.#side = null;
    this.#camera.flyTo(point, FLIGHT_RADIUS_MM);
  }

  setHidden(hidden: ReadonlySet<ScenePart>): void {
    this.#hidden = hidden;
    for (const parts of [this.#room, this.#surfaces, this.#plans]) {
      for (const object of parts.children) object.visible = !hidden.has(object.userData.part as ScenePart);
    }
    this.requestDraw();
  }

  /** Least and largest coordinates of what the camera frames, LPS mm. */
  get extent(): { readonly min: Vec3; readonly max: Vec3 } {
    const { min, max } = new Box3().setFromPoints(this.#corners());
    return { min: [min.x, min.y, min.z], max: [max.x, max.y, max.z] };
  }

  /** Cuts spine and patient open; groups stay whole. */
  setClip(clip: SceneClip | null): void {
    this.#clip = clippingPlanes(clip);
    this.#cutOpen();
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
    const { camera } = this.#camera;
    this.#renderer.render(this.#scene, camera);
    const toCamera = camera.matrixWorldInverse;
    const { clientWidth: width, clientHeight: height } = this.#container;
    const names = this.#hidden.has('bone') ? [] : (this.#state?.spine?.vertebrae ?? []);
    this.#levels.draw(names, width, height, (p) => new Vector3(...p).project(camera).toArray());
    this.#marker.draw((d) => new Vector3(...d).transformDirection(toCamera).toArray());
  }

  dispose(): void {
    this.#disposed = true;
    this.#building.abort();
    cancelAnimationFrame(this.#frame);
    this.#resize.disconnect();
    this.#listening.abort();
    this.#camera.dispose();
    disposeTree(this.#room);
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

  /** Keeps all in sight from the same side, unless somebody has taken the scene in hand. */
  #frameAgain(): void {
    if (this.#side || !this.#framed) this.look(this.#side ?? 'oblique');
  }

  #layout(): void {
    const { clientWidth: width, clientHeight: height } = this.#container;
    if (width === 0 || height === 0) return;
    this.#renderer.setPixelRatio(Math.min(globalThis.devicePixelRatio || 1, 2));
    this.#renderer.setSize(width, height, false);
    this.#camera.setAspect(width / height);
    this.#frameAgain();
    // A resized canvas is blank until drawn: no frame in between.
    this.drawNow();
  }

  #drawPlans(state: SceneState): void {
    disposeTree(this.#plans);
    for (const { object, part } of planObjects(state)) this.#add(this.#plans, object, part);
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
        this.#add(this.#surfaces, surfaceMesh(surface, value), SURFACE_PARTS[value] ?? 'bone');
        this.#cutOpen();
        this.#frameAgain();
        this.requestDraw();
      }
    }
    this.emit('built', { surfaces: this.#surfaces.children.length });
  }

  #drawRoom({ body }: SceneState): void {
    disposeTree(this.#room);
    if (!body) return;
    this.#add(this.#room, bodyObject(body), 'patient');
    this.#add(this.#room, boreObject(body), 'bore');
    this.#cutOpen();
  }

  #add(parent: Group, object: Object3D, part: ScenePart): void {
    object.userData.part = part;
    object.visible = !this.#hidden.has(part);
    parent.add(object);
  }

  /** The bore stays whole: it is what the patient lies in. */
  #cutOpen(): void {
    const whole: ScenePart = 'bore';
    const cut = [...this.#room.children, ...this.#surfaces.children];
    clipObjects(
      cut.filter(({ userData }) => userData.part !== whole),
      this.#clip,
    );
  }

  /** Corners of all that the camera frames: the spine and every group; bands and bore have no end of their own. */
  #corners(): Vector3[] {
    const groups = this.#state?.groups.flatMap((plan) => plan.groups) ?? [];
    const corners = groups.flatMap((group) => sliceGroupCorners(group).map((p) => new Vector3(...p)));
    const box = new Box3().setFromObject(this.#surfaces);
    if (box.isEmpty()) return corners;
    return [...corners, ...boxCorners(box)];
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
    else if (dTheta !== 0 || dPhi !== 0 || zoom !== 1) {
      this.#side = null;
      this.#camera.orbit(dTheta, dPhi, zoom);
    } else return;
    event.preventDefault();
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

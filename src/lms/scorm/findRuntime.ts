import { API_NAME, scormRuntime, SCORM_VERSIONS, type ScormRuntime, type ScormVersion } from './runtime';

/** Frames above each other are few; a limit only keeps a page that is its own parent's parent from going on for ever. */
const MAX_FRAMES = 50;

/** A frame of another origin, as a preview may stand in, throws at any property: nobody is there to talk to. */
function read(window: Window, name: string): unknown {
  try {
    return Reflect.get(window, name) as unknown;
  } catch {
    return undefined;
  }
}

function inWindow(window: Window, versions: readonly ScormVersion[]): ScormRuntime | null {
  for (const version of versions) {
    const runtime = scormRuntime(version, read(window, API_NAME[version]));
    if (runtime) return runtime;
  }
  return null;
}

function inFrames(start: Window, versions: readonly ScormVersion[]): ScormRuntime | null {
  let window = start;
  for (let i = 0; i < MAX_FRAMES; i++) {
    const runtime = inWindow(window, versions);
    if (runtime) return runtime;
    if (window.parent === window) return null;
    window = window.parent;
  }
  return null;
}

/**
 * Looks for a learning system's run-time where SCORM says it may be: in the frames above the page, then in the window that
 * opened it and the frames above that. A package of one version takes the other's too when only that is there.
 * @param preferred version the package was made for
 */
export function findRuntime(page: Window, preferred: ScormVersion): ScormRuntime | null {
  const versions = [preferred, ...SCORM_VERSIONS.filter((version) => version !== preferred)];
  const above = inFrames(page, versions);
  if (above) return above;
  // Some systems open the package in a window from within a frame: the opener is the outermost frame's.
  const opener = read(page.top ?? page, 'opener') ?? read(page, 'opener');
  return isWindow(opener) ? inFrames(opener, versions) : null;
}

const isWindow = (value: unknown): value is Window =>
  typeof value === 'object' && value !== null && 'parent' in value;

import settings from './settings.json';

/** How axial slices are measured; `about` in the file names the sources. */
export const AXIAL_SETTINGS = settings;

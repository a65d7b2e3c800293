export { openForeignNetwork, type ForeignFiles, type ForeignNetwork } from './foreignNetwork';
export { parseForeignManifest, type ForeignManifest } from './foreignManifest';

export { openForeignNetwork, type ForeignFiles, type ForeignNetwork } from './foreignNetwork';
export { parseForeignManifest, shardsOf, type ForeignManifest } from './foreignManifest';

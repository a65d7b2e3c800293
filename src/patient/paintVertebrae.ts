export { spinousLine } from './arch';
export { outlineRadius } from './outline';

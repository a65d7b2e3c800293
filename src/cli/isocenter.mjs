#!/usr/bin/env node
// Runs the TypeScript entry point directly: the command line and the page share every source file, unbuilt.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));

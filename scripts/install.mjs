// Installs the packages only: for continuous integration, before the static checks.
import { installPackages, requireNode } from './setup.mjs';

requireNode();
installPackages();

/** The author's page; loaded when it is first opened. */
import '../theme.css';
import '../console.css';
import '../shell.css';
import '../start.css';
import './author.css';

export { IsoAuthor } from './isoAuthor';

// What script adds to pages that are complete without it.
import { compareTitles } from './close';
import { keepDrafts } from './draft';
import { showLive } from './live';
import { offerToShow } from './password';

compareTitles();
keepDrafts();
showLive();
offerToShow();

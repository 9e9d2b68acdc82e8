// What script adds to pages that are complete without it.
import { pointAtCharts } from './chart';
import { compareTitles } from './close';
import { keepDrafts } from './draft';
import { showLive } from './live';
import { offerToShow } from './password';
import { addUp, runWall } from './wall';

pointAtCharts();
compareTitles();
keepDrafts();
showLive();
offerToShow();
runWall();
addUp();

// What script adds to pages that are complete without it.
import { keepDrafts } from './draft';
import { showLive } from './live';
import { offerToShow } from './password';

keepDrafts();
showLive();
offerToShow();

/**
 * What scripts add to pages. Bundled into one classic script, because `file://` blocks modules. Every page is complete
 * without scripts, except for its own age.
 */
import { keepAgesTold } from './ages.ts';
import { openAnnouncer } from './announce.ts';
import { listenForCopies } from './copy.ts';
import { followPages } from './copy-pages.ts';
import { linkFollowing } from './next-edition.ts';
import { tellLocalTimes } from './local-times.ts';
import { listenForKeys } from './keys.ts';
import { equipLedger } from './ledger.ts';
import { equipReplay } from './replay.ts';
import { openTargets } from './open-target.ts';
import { preparePaper } from './print.ts';
import { offerRowLinks } from './row-links.ts';
import { equipSearch } from './search.ts';
import { equipTables } from './tables.ts';
import { linkRelatedPages } from './related-pages.ts';
import { showLatestState } from './latest-state.ts';
import { tellTouchedCells } from './touched-cells.ts';
import { goTowardsPage } from './towards-page.ts';

document.documentElement.classList.add('scripted');
goTowardsPage();
openAnnouncer();
showLatestState();
linkRelatedPages();
tellLocalTimes();
keepAgesTold();
linkFollowing();
listenForCopies();
equipTables();
equipSearch();
offerRowLinks();
tellTouchedCells();
preparePaper();
openTargets();
equipLedger();
equipReplay();
listenForKeys();
followPages();

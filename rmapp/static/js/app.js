// The page's own JavaScript. Everything works without it as plain links and forms.

import './theme.js';
import './menu.js';
import './dialog.js';
import './form.js';
import './draft.js';
import './fragments.js';
import './toast.js';
import './palette.js';
import './keys.js';
import './table.js';
import './tips.js';
import './tray.js';

/** The server's page in a real browser. Starting points: {@link dev.parley.page.PageIT}. */
@NullMarked
package dev.parley.page;

import org.jspecify.annotations.NullMarked;

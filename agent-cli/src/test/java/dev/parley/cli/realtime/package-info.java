/** The fake realtime server under clients of others. */
@NullMarked
package dev.parley.cli.realtime;

import org.jspecify.annotations.NullMarked;

/**
 * The house rules as tests: arrows between modules, cycles, leaks, banned calls, sizes, documents and configuration.
 *
 * <p>Start with {@link dev.parley.architecture.ArchitectureTest} for compiled classes and {@link
 * dev.parley.architecture.SourcesTest} for sources.
 */
@NullMarked
package dev.parley.architecture;

import org.jspecify.annotations.NullMarked;

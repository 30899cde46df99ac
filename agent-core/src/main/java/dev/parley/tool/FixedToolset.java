package dev.parley.tool;

import java.util.List;

/** Tools that need nothing. */
record FixedToolset(String id, List<FunctionTool> tools) implements Toolset {}

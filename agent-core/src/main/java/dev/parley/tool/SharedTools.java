package dev.parley.tool;

import java.util.List;

/** Joins the registries of several processes; made by what connects them. Thread-safe; nothing blocks. */
public interface SharedTools {

    /** The newest version of each tool that another process has registered, one of a name. */
    List<RegisteredTool> others();

    /** Hears of this process's own tools, at once and after each change: the newest version of each. */
    void changed(List<RegisteredTool> own);
}

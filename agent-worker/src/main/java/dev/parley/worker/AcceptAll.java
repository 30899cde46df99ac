package dev.parley.worker;

/** The handler that takes every job; it needs no thread of its own. */
enum AcceptAll implements RequestHandler {
    ALL;

    @Override
    public void handle(JobRequest request) {
        request.accept();
    }
}

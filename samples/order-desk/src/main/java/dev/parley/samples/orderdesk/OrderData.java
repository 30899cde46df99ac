package dev.parley.samples.orderdesk;

/** What is sold and where it is delivered to, read anew for each call. */
record OrderData(Catalogue catalogue, Streets streets) {}

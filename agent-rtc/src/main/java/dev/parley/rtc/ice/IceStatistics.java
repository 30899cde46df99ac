package dev.parley.rtc.ice;

/**
 * What an agent has dropped, and why.
 *
 * @param malformed datagrams that claimed to be STUN and were not
 * @param unauthenticated requests and responses without the right user name or password
 * @param unmatched responses to no request of ours
 * @param candidatesDropped remote candidates past the bound
 */
public record IceStatistics(long malformed, long unauthenticated, long unmatched, long candidatesDropped) {}

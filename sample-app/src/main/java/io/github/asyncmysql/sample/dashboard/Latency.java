package io.github.asyncmysql.sample.dashboard;

/**
 * How long something took lately, in milliseconds. Immutable.
 *
 * @param median half of it took no longer
 * @param p99 one in a hundred took longer
 */
record Latency(double median, double p99) {}

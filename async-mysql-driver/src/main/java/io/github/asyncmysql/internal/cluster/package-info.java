/**
 * Several hosts: which of them takes writes, and who is led where. {@code Topology} decides (no threads, clocks, locks or
 * I/O), {@code HostRouter} and {@code HostMonitor} do what follows from that.
 *
 * <p>May depend on the API and on {@code internal.pool}; knows neither MySQL nor Netty: how a host is, a {@code HostCheck}
 * finds out. Read next: {@code Topology}, then {@code internal.client.ClusterPool}.
 */
@NullMarked
package io.github.asyncmysql.internal.cluster;

import org.jspecify.annotations.NullMarked;

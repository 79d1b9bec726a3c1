/// A network in one machine: hosts that are network namespaces, joined by a bridge, each with a
/// link of its own rate. Start at [Lab]; needs root, Linux, `iproute2` and `iperf3`.
@NullMarked
package io.freshet.bench.lab;

import org.jspecify.annotations.NullMarked;

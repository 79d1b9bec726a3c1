/// A network in one machine: hosts that are network namespaces, joined by a bridge, each with a
/// link of its own rate, and the same work done in it by Freshet and by others in turn. Start at
/// [Lab]; needs root, Linux, `iproute2` and `iperf3`, and Debian's packages of the others.
@NullMarked
package io.freshet.bench.lab;

import org.jspecify.annotations.NullMarked;

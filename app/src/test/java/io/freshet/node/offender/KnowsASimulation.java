package io.freshet.node.offender;

import io.freshet.sim.offender.SimOffenders;

/// A node that knows its simulation.
public record KnowsASimulation(SimOffenders simulation) {}

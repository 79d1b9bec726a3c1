package io.freshet.app.layering;

import io.freshet.bench.offender.Measured;

record KnowsBench(Measured measured) {}

package io.freshet.content.offender;

import com.tngtech.archunit.lang.ArchRule;

record KnowsALibrary(ArchRule rule) {}

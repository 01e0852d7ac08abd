package generator_test

const childEnv = "DATELINE_TEST_BUILD"

func child() int { return 2 }

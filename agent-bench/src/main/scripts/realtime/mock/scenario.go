package main

// Config is the timetable.
type Config struct {
	DeltaMs     int     `json:"delta_ms"`      // audio per response.output_audio.delta
	Pace        float64 `json:"pace"`          // 1 = real time, 4 = 4x faster, 0 = all at once
	UserStartMs int     `json:"user_start_ms"` // silence before user speech in each turn
	UserDurMs   int     `json:"user_dur_ms"`
	ThinkMs     int     `json:"think_ms"`
	RespMs      int     `json:"resp_ms"`
	GapMs       int     `json:"gap_ms"`
	TextMs      int     `json:"text_ms"` // one transcript delta per this much audio
	BargeEvery  int     `json:"barge_every"`
	BargeAtMs   int     `json:"barge_at_ms"`
	BargeRespMs int     `json:"barge_resp_ms"`
	FnEvery     int     `json:"fn_every"`
	FnName      string  `json:"fn_name"`
	GreetMs     int     `json:"greet_ms"`   // length of answer to an explicit response.create
	StaggerMs   int     `json:"stagger_ms"` // max deterministic offset of script start per session
	Deaf        bool    `json:"deaf"`       // answers go on though they are cancelled
	Tiny        int     `json:"tiny"`       // so many transcript deltas of a letter before each delta of audio
}

var cfg = Config{DeltaMs: 40, Pace: 1, UserStartMs: 1000, UserDurMs: 2000, ThinkMs: 200, RespMs: 3000, GapMs: 800,
	TextMs: 250, BargeEvery: 0, BargeAtMs: 1500, BargeRespMs: 6000, FnEvery: 0, FnName: "lookup", GreetMs: 1000, StaggerMs: 7000}

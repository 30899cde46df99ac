package main

import (
	"encoding/json"
	"fmt"
	"time"
)

func (s *Session) eventID() string { s.events++; return fmt.Sprintf("event_%s_%d", s.id, s.events) }

// previous is the conversation's last item, as JSON.
func (s *Session) previous() string {
	if s.prevItem == "" {
		return "null"
	}
	return `"` + s.prevItem + `"`
}

// waitUntil gives what it is told before that time, if anything; while idle it answers requests for an answer and goes on.
func (s *Session) waitUntil(t time.Time, idle bool) (told, bool) {
	for {
		timer := time.NewTimer(max(0, time.Until(t)))
		select {
		case <-s.done:
			timer.Stop()
			return told{kind: "done"}, true
		case asked := <-s.told:
			timer.Stop()
			if !idle {
				return asked, true
			}
			if asked.kind == "create" && s.response(timetable.Load().GreetMs, 0, asked.meta) {
				return told{kind: "done"}, true
			}
		case <-timer.C:
			return told{}, false
		}
	}
}

// idle waits; true when the session is over.
func (s *Session) idle(ms int) bool {
	_, over := s.waitUntil(time.Now().Add(millis(ms)), true)
	return over
}

// script holds turn after turn from the caller's first audio on.
func (s *Session) script() {
	select {
	case <-s.done:
		return
	case <-s.begun:
	}
	if s.idle(s.stagger()) {
		return
	}
	for turn := 1; !s.turn(turn); turn++ {
	}
}

// stagger spreads the sessions over time, each always alike.
func (s *Session) stagger() int {
	most := timetable.Load().StaggerMs
	if most <= 0 {
		return 0
	}
	h := uint64(0)
	for _, letter := range s.id {
		h = h*31 + uint64(letter)
	}
	return int(h * 7919 % uint64(most))
}

// turn gives true when the session is over.
func (s *Session) turn(number int) bool {
	cfg := timetable.Load()
	if s.listen(cfg, number) || s.idle(cfg.ThinkMs) {
		return true
	}
	var over bool
	switch {
	case cfg.FnEvery > 0 && number%cfg.FnEvery == 0:
		s.function(cfg)
		over = s.idle(cfg.GreetMs + 1000) // in which the tool's output is answered
	case cfg.BargeEvery > 0 && number%cfg.BargeEvery == 0:
		over = s.interrupted(cfg, number)
	default:
		over = s.response(cfg.RespMs, 0, nil)
	}
	return over || s.idle(cfg.GapMs)
}

// listen tells of what the caller says; true when the session is over.
func (s *Session) listen(cfg *Config, turn int) bool {
	if s.idle(cfg.UserStartMs) {
		return true
	}
	id := fmt.Sprintf("item_u_%s_%d", s.id, turn)
	s.send(`{"type":"input_audio_buffer.speech_started","event_id":"%s","audio_start_ms":%d,"item_id":"%s"}`, s.eventID(), turn*100, id)
	if s.idle(cfg.UserDurMs) {
		return true
	}
	prev := s.previous()
	s.send(`{"type":"input_audio_buffer.speech_stopped","event_id":"%s","audio_end_ms":%d,"item_id":"%s"}`, s.eventID(), turn*100+50, id)
	s.send(`{"type":"input_audio_buffer.committed","event_id":"%s","previous_item_id":%s,"item_id":"%s"}`, s.eventID(), prev, id)
	item := fmt.Sprintf(`{"id":"%s","type":"message","status":"completed","role":"user","content":[{"type":"input_audio","transcript":null}]}`, id)
	s.send(`{"type":"conversation.item.added","event_id":"%s","previous_item_id":%s,"item":%s}`, s.eventID(), prev, item)
	s.send(`{"type":"conversation.item.done","event_id":"%s","previous_item_id":%s,"item":%s}`, s.eventID(), prev, item)
	s.prevItem = id
	s.send(`{"type":"conversation.item.input_audio_transcription.delta","event_id":"%s","item_id":"%s","content_index":0,"delta":"book a table"}`, s.eventID(), id)
	s.send(`{"type":"conversation.item.input_audio_transcription.completed","event_id":"%s","item_id":"%s","content_index":0,"transcript":"book a table for two","usage":{"type":"duration","seconds":2}}`, s.eventID(), id)
	return false
}

// interrupted answers a caller who cuts in and says nothing more; true when the session is over.
func (s *Session) interrupted(cfg *Config, turn int) bool {
	if s.response(cfg.BargeRespMs, cfg.BargeAtMs, nil) || s.idle(1000) {
		return true
	}
	s.bargeNs.Store(0)
	s.send(`{"type":"input_audio_buffer.speech_stopped","event_id":"%s","audio_end_ms":%d,"item_id":"item_b_%s_%d"}`, s.eventID(), turn*100+90, s.id, s.turns)
	s.send(`{"type":"input_audio_buffer.committed","event_id":"%s","previous_item_id":null,"item_id":"item_b_%s_%d"}`, s.eventID(), s.id, s.turns)
	return false
}

// function calls a tool; the client sends the tool's output and asks for an answer.
func (s *Session) function(cfg *Config) {
	s.turns++
	response := fmt.Sprintf("resp_%s_%d", s.id, s.turns)
	id := fmt.Sprintf("item_f_%s_%d", s.id, s.turns)
	call := fmt.Sprintf("call_%s_%d", s.id, s.turns)
	prev := s.previous()
	args := `{"city":"Paris"}`
	item := func(status, args string) string {
		return fmt.Sprintf(`{"id":"%s","object":"realtime.item","type":"function_call","status":"%s","name":"%s","call_id":"%s","arguments":%q}`, id, status, cfg.FnName, call, args)
	}
	s.active.Store(true)
	s.send(`{"type":"response.created","event_id":"%s","response":{"object":"realtime.response","id":"%s","status":"in_progress","status_details":null,"output":[],"output_modalities":["audio"],"usage":null,"metadata":null}}`, s.eventID(), response)
	s.send(`{"type":"response.output_item.added","event_id":"%s","response_id":"%s","output_index":0,"item":%s}`, s.eventID(), response, item("in_progress", ""))
	s.send(`{"type":"conversation.item.added","event_id":"%s","previous_item_id":%s,"item":%s}`, s.eventID(), prev, item("in_progress", ""))
	s.prevItem = id
	s.send(`{"type":"response.function_call_arguments.delta","event_id":"%s","response_id":"%s","item_id":"%s","output_index":0,"call_id":"%s","delta":%q}`, s.eventID(), response, id, call, args)
	s.fnNs.Store(mono())
	s.send(`{"type":"response.function_call_arguments.done","event_id":"%s","response_id":"%s","item_id":"%s","output_index":0,"call_id":"%s","name":"%s","arguments":%q}`, s.eventID(), response, id, call, cfg.FnName, args)
	s.send(`{"type":"response.output_item.done","event_id":"%s","response_id":"%s","output_index":0,"item":%s}`, s.eventID(), response, item("completed", args))
	s.send(`{"type":"conversation.item.done","event_id":"%s","previous_item_id":%s,"item":%s}`, s.eventID(), prev, item("completed", args))
	s.active.Store(false)
	s.finish(response, completed, item("completed", args), json.RawMessage("null"))
}

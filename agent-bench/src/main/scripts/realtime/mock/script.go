package main

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

func (s *Session) push(c ctl) {
	select {
	case s.ctl <- c:
	default:
	}
}

// waitUntil sleeps; explicit response.create are answered while idle.
func (s *Session) waitUntil(t time.Time, idle bool) (ctl, bool) {
	for {
		d := time.Until(t)
		if d <= 0 {
			select {
			case <-s.done:
				return ctl{kind: "done"}, true
			default:
			}
			return ctl{}, false
		}
		tm := time.NewTimer(d)
		select {
		case <-s.done:
			tm.Stop()
			return ctl{kind: "done"}, true
		case c := <-s.ctl:
			tm.Stop()
			if idle {
				if c.kind == "create" {
					if s.response(cfg.GreetMs, 0, c.meta) {
						return ctl{kind: "done"}, true
					}
				}
				continue
			}
			return c, true
		case <-tm.C:
		}
	}
}

var words = strings.Fields("sure I can help you with that booking let me check what is available for tomorrow afternoon and then I will read the options back to you")

// response streams one assistant message. Returns true when the session is over.
func (s *Session) response(ms int, bargeAt int, meta json.RawMessage) bool {
	s.active.Store(true)
	defer s.active.Store(false)
	s.turns++
	rid := fmt.Sprintf("resp_%s_%d", s.id, s.turns)
	iid := fmt.Sprintf("item_a_%s_%d", s.id, s.turns)
	if len(meta) == 0 {
		meta = json.RawMessage("null")
	}
	prev := "null"
	if s.prevItem != "" {
		prev = `"` + s.prevItem + `"`
	}
	s.send(`{"type":"response.created","event_id":"%s","response":{"object":"realtime.response","id":"%s","status":"in_progress","status_details":null,"output":[],"conversation_id":"conv_%s","output_modalities":["audio"],"max_output_tokens":"inf","audio":{"output":{"format":{"type":"audio/pcm","rate":24000},"voice":"marin"}},"usage":null,"metadata":%s}}`, s.eid(), rid, s.id, meta)
	s.send(`{"type":"response.output_item.added","event_id":"%s","response_id":"%s","output_index":0,"item":{"id":"%s","type":"message","status":"in_progress","role":"assistant","content":[]}}`, s.eid(), rid, iid)
	s.send(`{"type":"conversation.item.added","event_id":"%s","previous_item_id":%s,"item":{"id":"%s","type":"message","status":"in_progress","role":"assistant","content":[]}}`, s.eid(), prev, iid)
	s.send(`{"type":"response.content_part.added","event_id":"%s","response_id":"%s","item_id":"%s","output_index":0,"content_index":0,"part":{"type":"audio","transcript":""}}`, s.eid(), rid, iid)
	s.prevItem = iid

	blocks := cfg.DeltaMs / 20
	number := `{"type":"response.output_audio.delta","event_id":"event_` // and nine digits, so that each event has its own
	pre := fmt.Sprintf(`%s000000000_%s","response_id":"%s","item_id":"%s","output_index":0,"content_index":0,"delta":"`, number, s.id, rid, iid)
	buf := make([]byte, 0, len(pre)+blocks*blockB64+2)
	buf = append(buf, pre...)
	for i := 0; i < blocks; i++ {
		buf = append(buf, template...)
	}
	buf = append(buf, `"}`...)

	n := ms / cfg.DeltaMs
	begin := time.Now()
	nextText, w := 0, 0
	status, details := "completed", "null"
	var mk [18]byte
	copy(mk[:4], "LKBM")
	binary.LittleEndian.PutUint16(mk[16:], uint16(s.turns))
	for i := 0; i < n; i++ {
		due := begin
		if cfg.Pace > 0 {
			due = begin.Add(time.Duration(float64(i*cfg.DeltaMs) / cfg.Pace * 1e6))
		}
		if c, ok := s.waitUntil(due, false); ok {
			if c.kind == "done" {
				return true
			}
			if c.kind == "cancel" && !cfg.Deaf {
				status, details = "cancelled", `{"type":"cancelled","reason":"client_cancelled"}`
				break
			}
			i--
			continue
		}
		if bargeAt > 0 && i*cfg.DeltaMs >= bargeAt {
			// server VAD hears the user: stop the response, give the client 300 ms to react
			s.bargeAny.Store(false)
			s.bargeCan.Store(false)
			s.bargeTrn.Store(false)
			t := mono()
			s.bargeNs.Store(t)
			s.send(`{"type":"input_audio_buffer.speech_started","event_id":"%s","audio_start_ms":%d,"item_id":"item_b_%s_%d"}`, s.eid(), i*cfg.DeltaMs, s.id, s.turns)
			s.bmu.Lock()
			s.barges = append(s.barges, t)
			s.bmu.Unlock()
			for end := time.Now().Add(300 * time.Millisecond); ; {
				c, ok := s.waitUntil(end, false)
				if !ok || c.kind == "cancel" {
					break
				}
				if c.kind == "done" {
					return true
				}
			}
			status, details = "cancelled", `{"type":"cancelled","reason":"turn_detected"}`
			break
		}
		late := time.Since(due)
		if late > 0 {
			hSendLate.add(int64(late))
		}
		if i*cfg.DeltaMs >= nextText {
			s.send(`{"type":"response.output_audio_transcript.delta","event_id":"%s","response_id":"%s","item_id":"%s","output_index":0,"content_index":0,"delta":" %s"}`, s.eid(), rid, iid, words[w%len(words)])
			w++
			nextText += cfg.TextMs
		}
		for k := 0; k < cfg.Tiny; k++ {
			s.send(`{"type":"response.output_audio_transcript.delta","event_id":"%s","response_id":"%s","item_id":"%s","output_index":0,"content_index":0,"delta":"a"}`, s.eid(), rid, iid)
		}
		s.ev++
		copy(buf[len(number):], fmt.Sprintf("%09d", s.ev))
		now := mono()
		for b := 0; b < blocks; b++ {
			binary.LittleEndian.PutUint32(mk[4:], s.seq)
			s.seq++
			binary.LittleEndian.PutUint64(mk[8:], uint64(now))
			base64.StdEncoding.Encode(buf[len(pre)+b*blockB64:], mk[:])
		}
		s.wmu.Lock()
		err := s.c.WriteMessage(websocket.TextMessage, buf)
		s.wmu.Unlock()
		if err != nil {
			return true
		}
		nDelta.Add(1)
		nDeltaBytes.Add(int64(blocks * 960))
	}
	ist := status
	if ist == "cancelled" {
		ist = "incomplete"
	}
	s.send(`{"type":"response.output_audio.done","event_id":"%s","response_id":"%s","item_id":"%s","output_index":0,"content_index":0}`, s.eid(), rid, iid)
	s.send(`{"type":"response.output_audio_transcript.done","event_id":"%s","response_id":"%s","item_id":"%s","output_index":0,"content_index":0,"transcript":"ok"}`, s.eid(), rid, iid)
	s.send(`{"type":"response.content_part.done","event_id":"%s","response_id":"%s","item_id":"%s","output_index":0,"content_index":0,"part":{"type":"audio","transcript":"ok"}}`, s.eid(), rid, iid)
	item := fmt.Sprintf(`{"id":"%s","type":"message","status":"%s","role":"assistant","content":[{"type":"output_audio","transcript":"ok"}]}`, iid, ist)
	s.send(`{"type":"response.output_item.done","event_id":"%s","response_id":"%s","output_index":0,"item":%s}`, s.eid(), rid, item)
	s.send(`{"type":"conversation.item.done","event_id":"%s","previous_item_id":%s,"item":%s}`, s.eid(), prev, item)
	s.finish(rid, status, details, item, meta)
	return false
}

func (s *Session) finish(rid, status, details, item string, meta json.RawMessage) {
	s.send(`{"type":"response.done","event_id":"%s","response":{"object":"realtime.response","id":"%s","status":"%s","status_details":%s,"output":[%s],"conversation_id":"conv_%s","output_modalities":["audio"],"max_output_tokens":"inf","usage":{"total_tokens":253,"input_tokens":132,"output_tokens":121,"input_token_details":{"text_tokens":119,"audio_tokens":13,"image_tokens":0,"cached_tokens":64,"cached_tokens_details":{"text_tokens":64,"audio_tokens":0,"image_tokens":0}},"output_token_details":{"text_tokens":30,"audio_tokens":91}},"metadata":%s}}`,
		s.eid(), rid, status, details, item, s.id, meta)
	nRespDone.Add(1)
}

func (s *Session) function() {
	s.turns++
	rid := fmt.Sprintf("resp_%s_%d", s.id, s.turns)
	iid := fmt.Sprintf("item_f_%s_%d", s.id, s.turns)
	cid := fmt.Sprintf("call_%s_%d", s.id, s.turns)
	prev := "null"
	if s.prevItem != "" {
		prev = `"` + s.prevItem + `"`
	}
	s.active.Store(true)
	s.send(`{"type":"response.created","event_id":"%s","response":{"object":"realtime.response","id":"%s","status":"in_progress","status_details":null,"output":[],"output_modalities":["audio"],"usage":null,"metadata":null}}`, s.eid(), rid)
	it := func(st, args string) string {
		return fmt.Sprintf(`{"id":"%s","object":"realtime.item","type":"function_call","status":"%s","name":"%s","call_id":"%s","arguments":%q}`, iid, st, cfg.FnName, cid, args)
	}
	args := `{"city":"Paris"}`
	s.send(`{"type":"response.output_item.added","event_id":"%s","response_id":"%s","output_index":0,"item":%s}`, s.eid(), rid, it("in_progress", ""))
	s.send(`{"type":"conversation.item.added","event_id":"%s","previous_item_id":%s,"item":%s}`, s.eid(), prev, it("in_progress", ""))
	s.prevItem = iid
	s.send(`{"type":"response.function_call_arguments.delta","event_id":"%s","response_id":"%s","item_id":"%s","output_index":0,"call_id":"%s","delta":%q}`, s.eid(), rid, iid, cid, args)
	s.fnNs.Store(mono())
	s.send(`{"type":"response.function_call_arguments.done","event_id":"%s","response_id":"%s","item_id":"%s","output_index":0,"call_id":"%s","name":"%s","arguments":%q}`, s.eid(), rid, iid, cid, cfg.FnName, args)
	s.send(`{"type":"response.output_item.done","event_id":"%s","response_id":"%s","output_index":0,"item":%s}`, s.eid(), rid, it("completed", args))
	s.send(`{"type":"conversation.item.done","event_id":"%s","previous_item_id":%s,"item":%s}`, s.eid(), prev, it("completed", args))
	s.active.Store(false)
	s.finish(rid, "completed", "null", it("completed", args), json.RawMessage("null"))
}

func (s *Session) script() {
	select {
	case <-s.done:
		return
	case <-s.start:
	}
	h := 0
	for _, ch := range s.id {
		h = h*31 + int(ch)
	}
	off := 0
	if cfg.StaggerMs > 0 {
		if h < 0 {
			h = -h
		}
		off = (h * 7919) % cfg.StaggerMs
	}
	t := time.Now().Add(time.Duration(off) * time.Millisecond)
	if _, d := s.waitUntil(t, true); d {
		return
	}
	// an explicit greeting (response.create) may have run past t
	for turn := 1; ; turn++ {
		t = time.Now().Add(time.Duration(cfg.UserStartMs) * time.Millisecond)
		if _, d := s.waitUntil(t, true); d {
			return
		}
		uid := fmt.Sprintf("item_u_%s_%d", s.id, turn)
		s.send(`{"type":"input_audio_buffer.speech_started","event_id":"%s","audio_start_ms":%d,"item_id":"%s"}`, s.eid(), turn*100, uid)
		t = time.Now().Add(time.Duration(cfg.UserDurMs) * time.Millisecond)
		if _, d := s.waitUntil(t, true); d {
			return
		}
		prev := "null"
		if s.prevItem != "" {
			prev = `"` + s.prevItem + `"`
		}
		s.send(`{"type":"input_audio_buffer.speech_stopped","event_id":"%s","audio_end_ms":%d,"item_id":"%s"}`, s.eid(), turn*100+50, uid)
		s.send(`{"type":"input_audio_buffer.committed","event_id":"%s","previous_item_id":%s,"item_id":"%s"}`, s.eid(), prev, uid)
		item := fmt.Sprintf(`{"id":"%s","type":"message","status":"completed","role":"user","content":[{"type":"input_audio","transcript":null}]}`, uid)
		s.send(`{"type":"conversation.item.added","event_id":"%s","previous_item_id":%s,"item":%s}`, s.eid(), prev, item)
		s.send(`{"type":"conversation.item.done","event_id":"%s","previous_item_id":%s,"item":%s}`, s.eid(), prev, item)
		s.prevItem = uid
		s.send(`{"type":"conversation.item.input_audio_transcription.delta","event_id":"%s","item_id":"%s","content_index":0,"delta":"book a table"}`, s.eid(), uid)
		s.send(`{"type":"conversation.item.input_audio_transcription.completed","event_id":"%s","item_id":"%s","content_index":0,"transcript":"book a table for two","usage":{"type":"duration","seconds":2}}`, s.eid(), uid)
		t = time.Now().Add(time.Duration(cfg.ThinkMs) * time.Millisecond)
		if _, d := s.waitUntil(t, true); d {
			return
		}
		if cfg.FnEvery > 0 && turn%cfg.FnEvery == 0 {
			s.function()
			// the client sends the output and a response.create; answered in waitUntil(idle)
			t = time.Now().Add(time.Duration(cfg.GreetMs+1000) * time.Millisecond)
			if _, d := s.waitUntil(t, true); d {
				return
			}
		} else if cfg.BargeEvery > 0 && turn%cfg.BargeEvery == 0 {
			if s.response(cfg.BargeRespMs, cfg.BargeAtMs, nil) {
				return
			}
			t = time.Now().Add(1000 * time.Millisecond)
			if _, d := s.waitUntil(t, true); d {
				return
			}
			s.bargeNs.Store(0)
			s.send(`{"type":"input_audio_buffer.speech_stopped","event_id":"%s","audio_end_ms":%d,"item_id":"item_b_%s_%d"}`, s.eid(), turn*100+90, s.id, s.turns)
			s.send(`{"type":"input_audio_buffer.committed","event_id":"%s","previous_item_id":null,"item_id":"item_b_%s_%d"}`, s.eid(), s.id, s.turns)
		} else {
			if s.response(cfg.RespMs, 0, nil) {
				return
			}
		}
		t = time.Now().Add(time.Duration(cfg.GapMs) * time.Millisecond)
		if _, d := s.waitUntil(t, true); d {
			return
		}
	}
}

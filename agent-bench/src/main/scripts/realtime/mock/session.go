package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"sync"
	"sync/atomic"

	"github.com/gorilla/websocket"
)

// told is what the client asks of the script.
type told struct {
	kind string
	meta json.RawMessage
}

// Session is one connection: a reader of what the client says, and a script that talks.
type Session struct {
	id   string
	c    *websocket.Conn
	wmu  sync.Mutex
	told chan told
	done chan struct{}

	// of the reader; begun is closed with the caller's first audio
	heard bool
	begun chan struct{}

	// of both
	active  atomic.Bool
	bargeNs atomic.Int64 // since when a reaction to the caller's cutting in is awaited; 0 if none is
	fnNs    atomic.Int64 // since when a request for an answer to a tool's output is awaited; 0 if none is
	bmu     sync.Mutex
	barges  []int64

	// of the script
	events   int
	blocks   uint32
	prevItem string
	turns    int
}

func newSession(id string, c *websocket.Conn) *Session {
	return &Session{id: id, c: c, told: make(chan told, 16), done: make(chan struct{}), begun: make(chan struct{})}
}

// send writes an event; a connection that is broken ends with its reader.
func (s *Session) send(format string, a ...any) { s.write([]byte(fmt.Sprintf(format, a...))) }

func (s *Session) write(text []byte) error {
	s.wmu.Lock()
	defer s.wmu.Unlock()
	return s.c.WriteMessage(websocket.TextMessage, text)
}

func (s *Session) forgetBarges() { s.bmu.Lock(); s.barges = nil; s.bmu.Unlock() }

func (s *Session) bargesSoFar() []int64 {
	s.bmu.Lock()
	defer s.bmu.Unlock()
	return append([]int64{}, s.barges...)
}

func (s *Session) created() {
	s.send(`{"type":"session.created","event_id":"es_%s","session":{"type":"realtime","object":"realtime.session","id":"sess_%s","model":"gpt-realtime","output_modalities":["audio"],"instructions":"","tools":[],"tool_choice":"auto","max_output_tokens":"inf","audio":{"input":{"format":{"type":"audio/pcm","rate":24000},"transcription":null,"noise_reduction":null,"turn_detection":{"type":"server_vad","threshold":0.5,"prefix_padding_ms":300,"silence_duration_ms":200,"idle_timeout_ms":null,"create_response":true,"interrupt_response":true}},"output":{"format":{"type":"audio/pcm","rate":24000},"voice":"marin","speed":1.0}}}}`, s.id, s.id)
}

// read takes what the client says until it goes.
func (s *Session) read() {
	defer close(s.done)
	appended := []byte("input_audio_buffer.append")
	for {
		_, m, err := s.c.ReadMessage()
		if err != nil {
			return
		}
		now := mono()
		head, tail := m, m
		if len(m) > 160 {
			head, tail = m[:160], m[len(m)-160:]
		}
		if bytes.Contains(head, appended) || bytes.Contains(tail, appended) {
			s.onAppend(m)
		} else {
			s.onEvent(m, now)
		}
	}
}

func (s *Session) onAppend(m []byte) {
	measures.appendBytes.Add(int64(len(audioOf(m)) * 3 / 4))
	if !s.heard {
		s.heard = true
		close(s.begun)
	}
}

// audioOf finds the base64 of an append, wherever it stands.
func audioOf(m []byte) []byte {
	field := []byte(`"audio":`)
	at := bytes.Index(m, field)
	if at < 0 {
		return nil
	}
	rest := m[at+len(field):]
	from := bytes.IndexByte(rest, '"') + 1
	length := bytes.IndexByte(rest[from:], '"')
	if length < 0 {
		return nil
	}
	return rest[from : from+length]
}

// clientEvent has what is looked at of a client's event.
type clientEvent struct {
	Type     string          `json:"type"`
	EventID  string          `json:"event_id"`
	Item     json.RawMessage `json:"item"`
	ItemID   string          `json:"item_id"`
	AudioEnd int             `json:"audio_end_ms"`
	Prev     *string         `json:"previous_item_id"`
	Response struct {
		Metadata json.RawMessage `json:"metadata"`
	} `json:"response"`
}

func (s *Session) onEvent(m []byte, now int64) {
	var e clientEvent
	if err := json.Unmarshal(m, &e); err != nil {
		log.Printf("session %s: %v (expected: JSON): %.100s", s.id, err, m)
		return
	}
	switch e.Type {
	case "session.update":
		s.send(`{"type":"session.updated","event_id":"eu_%s","session":{"type":"realtime","object":"realtime.session","id":"sess_%s","model":"gpt-realtime","output_modalities":["audio"]}}`, s.id, s.id)
	case "response.create":
		s.onCreate(e, now)
	case "response.cancel":
		s.reacted(now)
		s.tell(told{kind: "cancel"})
	case "conversation.item.truncate":
		s.reacted(now)
		s.send(`{"type":"conversation.item.truncated","event_id":"et_%s","item_id":"%s","content_index":0,"audio_end_ms":%d}`, s.id, e.ItemID, e.AudioEnd)
	case "conversation.item.delete":
		s.reacted(now)
		s.send(`{"type":"conversation.item.deleted","event_id":"ed_%s","item_id":"%s"}`, s.id, e.ItemID)
	case "conversation.item.create":
		s.onItem(e, now)
	case "input_audio_buffer.clear":
		s.send(`{"type":"input_audio_buffer.cleared","event_id":"ec_%s"}`, s.id)
	}
}

func (s *Session) onCreate(e clientEvent, now int64) {
	if since := s.fnNs.Swap(0); since != 0 {
		measures.toolAnswer.add(now - since)
	}
	if s.active.Load() {
		s.send(`{"type":"error","event_id":"ee_%s","error":{"type":"invalid_request_error","code":"conversation_already_has_active_response","message":"Conversation already has an active response","param":null,"event_id":%q}}`, s.id, e.EventID)
		return
	}
	s.tell(told{kind: "create", meta: e.Response.Metadata})
}

func (s *Session) onItem(e clientEvent, now int64) {
	item := map[string]any{}
	if err := json.Unmarshal(e.Item, &item); err != nil {
		log.Printf("session %s: item: %v (expected: an object)", s.id, err)
		return
	}
	if item["id"] == nil || item["id"] == "" {
		item["id"] = fmt.Sprintf("item_c_%s_%d", s.id, now)
	}
	item["status"] = "completed"
	item["object"] = "realtime.item"
	text, err := json.Marshal(item)
	if err != nil {
		log.Printf("session %s: item: %v", s.id, err)
		return
	}
	prev := "null"
	if e.Prev != nil && *e.Prev != "root" {
		prev = fmt.Sprintf("%q", *e.Prev)
	}
	s.send(`{"type":"conversation.item.added","event_id":"ea_%s","previous_item_id":%s,"item":%s}`, s.id, prev, text)
	s.send(`{"type":"conversation.item.done","event_id":"ea2_%s","previous_item_id":%s,"item":%s}`, s.id, prev, text)
}

// reacted: of what the client does about the caller's cutting in the first counts.
func (s *Session) reacted(now int64) {
	if since := s.bargeNs.Swap(0); since != 0 {
		measures.reaction.add(now - since)
	}
}

// tell drops what the script does not come to: it hears at most 16 things ahead.
func (s *Session) tell(t told) {
	select {
	case s.told <- t:
	default:
	}
}
